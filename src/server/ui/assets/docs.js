// The search of the API's page, and links into what is folded up. Without it the page is whole.
const finder = document.querySelector('.finder')
const field = document.querySelector('#find')
const found = document.querySelector('#found')
const entries = [...document.querySelectorAll('.op')]

function search() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean)
  for (const entry of entries) entry.hidden = !words.every((word) => entry.dataset.words.includes(word))
  for (const group of document.querySelectorAll('.group'))
    group.hidden = !entries.some((entry) => !entry.hidden && group.contains(entry))
  const left = entries.filter((entry) => !entry.hidden).length
  found.textContent = words.length === 0 ? '' : `${left} of ${entries.length} operations`
}

/** Opens what the address leads to. */
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  const folded = target?.closest('details')
  if (!folded) return
  if (folded.hidden) {
    field.value = ''
    search()
  }
  folded.open = true
  folded.scrollIntoView()
}

finder.hidden = false
field.addEventListener('input', search)
addEventListener('hashchange', reveal)
addEventListener('keydown', (event) => {
  if (event.key !== '/' || /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) return
  event.preventDefault()
  field.focus()
})
reveal()
