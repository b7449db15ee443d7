// Runs inside a page, and gives what a reader would stumble over: text that is hard to read on what lies behind it,
// and pictures that are cut. Contrast as WCAG 2.2 has it (success criterion 1.4.3): 4.5 or more for text.
;(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })

  const known = new Map()

  /** Red, green, blue and opacity, each up to 1, of whatever a style sheet calls a colour. */
  function rgba(colour) {
    if (!known.has(colour)) known.set(colour, painted(colour))
    return known.get(colour)
  }

  function painted(colour) {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255)
  }

  const over = (above, below) =>
    below.map((part, i) => (i === 3 ? 1 : above[3] * above[i] + (1 - above[3]) * part))

  // Of each element once, however many texts it is behind.
  const grounds = new Map([[null, [1, 1, 1, 1]]])

  function behind(element) {
    const known = grounds.get(element)
    if (known) return known
    const ground = over(rgba(getComputedStyle(element).backgroundColor), behind(element.parentElement))
    grounds.set(element, ground)
    return ground
  }

  function luminance([red, green, blue]) {
    const [r, g, b] = [red, green, blue].map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }

  function contrast(one, other) {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b)
    return (high + 0.05) / (low + 0.05)
  }

  const ownText = (element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim())
  // Vega leaves labels for which there is no room in the picture, and makes them transparent.
  const visible = (element) =>
    element.getClientRects().length > 0 && getComputedStyle(element).opacity !== '0'
  const label = (element) => `${element.tagName} "${element.textContent.trim().slice(0, 40)}"`
  const texts = [...document.body.querySelectorAll('*')].filter((one) => ownText(one) && visible(one))

  const faint = texts.flatMap((element) => {
    const style = getComputedStyle(element)
    const ground = behind(element)
    const ink = over(rgba(element instanceof SVGElement ? style.fill : style.color), ground)
    const ratio = contrast(ink, ground)
    return ratio < 4.5 ? [`${label(element)}: ${ratio.toFixed(2)}`] : []
  })

  const width = document.documentElement.clientWidth
  const pictures = [...document.querySelectorAll('svg')]
  const cut = pictures.flatMap((picture) => {
    const frame = picture.getBoundingClientRect()
    const whole = frame.left >= 0 && frame.right <= width + 1 && frame.width > 50 && frame.height > 50
    const outside = [...picture.querySelectorAll('text')].filter((text) => {
      const { left, right, top, bottom } = text.getBoundingClientRect()
      return (
        left < frame.left - 2 || right > frame.right + 2 || top < frame.top - 2 || bottom > frame.bottom + 2
      )
    })
    return [
      ...(whole
        ? []
        : [`${picture.getAttribute('aria-label')}: ${frame.left} to ${frame.right} of ${width}`]),
      ...outside.map((text) => `${label(text)} lies outside its picture`),
    ]
  })

  const overlapping = pictures.flatMap((picture) => {
    const boxes = [...picture.querySelectorAll('text')]
      .filter((text) => text.textContent.trim() && visible(text))
      .map((text) => ({ text, box: text.getBoundingClientRect() }))
    return boxes.flatMap(({ text, box }, i) =>
      boxes
        .slice(i + 1)
        .filter(({ box: other }) => {
          const across = Math.min(box.right, other.right) - Math.max(box.left, other.left)
          const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top)
          return across > 3 && down > 5
        })
        .map((other) => `${label(text)} on ${label(other.text)}`),
    )
  })

  return {
    title: document.title,
    opening: document.querySelector('header p')?.textContent ?? '',
    texts: texts.length,
    pictures: pictures.length,
    dark: luminance(behind(document.body)) < 0.2,
    faint,
    cut,
    overlapping,
    // Wider than the page: whoever reads it must move it sideways.
    spills: document.documentElement.scrollWidth > width + 1,
  }
})()
