// Runs inside a page, and gives what keeps out who uses keys or hears the page, by the rules of WCAG 2.2 that can be told
// from the document: languages, titles, landmarks, headings, names, labels, ids, tables and boxes that scroll.
;(() => {
  const faults = []
  const all = (selector) => [...document.querySelectorAll(selector)]
  const label = (element) => element.outerHTML.slice(0, 90)
  const need = (isMet, text) => {
    if (!isMet) faults.push(text)
  }

  need(document.documentElement.lang !== '', 'the page has no language')
  need(document.title !== '', 'the page has no title')
  for (const landmark of ['main', 'header', 'h1']) need(all(landmark).length === 1, `not one ${landmark}`)
  const [first] = all('a')
  need(first?.hash === '#main' && all('#main').length === 1, 'the first link does not skip to the content')
  const navigations = all('nav').map((each) => each.getAttribute('aria-label'))
  need(new Set(navigations).size === navigations.length, 'two navigations have one name')

  const levels = all('h1, h2, h3, h4, h5, h6').map(({ tagName }) => Number(tagName[1]))
  levels.forEach((level, i) => {
    need(i === 0 ? level === 1 : level <= levels[i - 1] + 1, `heading ${i + 1} passes over a level`)
  })

  const ids = all('[id]').map(({ id }) => id)
  need(new Set(ids).size === ids.length, `ids twice: ${ids.filter((id, i) => ids.indexOf(id) !== i)}`)
  for (const attribute of ['for', 'aria-labelledby', 'aria-describedby', 'list']) {
    for (const each of all(`[${attribute}]`))
      need(
        document.getElementById(each.getAttribute(attribute)),
        `${attribute} names nothing: ${label(each)}`,
      )
  }

  const nameOf = (element) =>
    element.getAttribute('aria-label') ??
    [...(element.labels ?? [])].map(({ textContent }) => textContent).join(' ')
  for (const field of all('input, select, textarea, progress'))
    need(nameOf(field).trim(), `no label: ${label(field)}`)
  for (const each of all('a, button, summary')) {
    const picture = each.querySelector('img')
    need(each.textContent.trim() || picture?.alt, `no name: ${label(each)}`)
  }
  for (const each of all('img')) need(each.hasAttribute('alt'), `no words for a picture: ${label(each)}`)
  for (const each of all('[role="region"], section[aria-labelledby]'))
    need(each.getAttribute('aria-label') || each.hasAttribute('aria-labelledby'), `no name: ${label(each)}`)

  for (const each of all('table')) {
    need(each.caption?.textContent.trim(), `no caption: ${label(each)}`)
    const heads = [...each.querySelectorAll('th')]
    need(
      heads.every((head) => head.hasAttribute('scope')),
      `a head without scope: ${label(each)}`,
    )
  }
  for (const each of all('body *')) {
    const { overflowX } = getComputedStyle(each)
    const scrolls =
      (overflowX === 'auto' || overflowX === 'scroll') && each.scrollWidth > each.clientWidth + 1
    need(!scrolls || each.tabIndex >= 0, `keys do not reach a box that scrolls: ${label(each)}`)
  }
  return faults
})()
