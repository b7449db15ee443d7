// Keeps pages of running work up to date. Without it they are whole, and a reload brings them up to date.
const main = document.querySelector('main')
const final = ['completed', 'failed', 'canceled']
let silentSince

/** Follows one run by its events, and loads the page anew when it has ended. */
function follow(address) {
  const events = new EventSource(address)
  const tell = ({ data }) => {
    const { status, progress, message, seconds_left: left } = JSON.parse(data)
    if (final.includes(status)) {
      events.close()
      location.reload()
      return
    }
    const bar = main.querySelector('[data-live="progress"]')
    if (bar) {
      bar.querySelector('progress').value = progress
      bar.lastChild.textContent = ` ${Math.round(progress)} %`
    }
    const step = main.querySelector('[data-step]')
    const parts = [message, left === undefined ? undefined : `${Math.round(left)} s left`]
    if (step) step.textContent = parts.filter((part) => part !== undefined).join(', ')
  }
  for (const name of ['queued', 'progress', ...final]) events.addEventListener(name, tell)
  // The browser connects again by itself.
  events.onerror = () => tellSilence(true)
  events.onopen = () => tellSilence(false)
}

/** Asks for this page again and again, and takes over what has changed. A hidden page asks for nothing. */
async function poll(pause) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, pause))
    if (document.hidden) continue
    const fresh = await askAnew()
    tellSilence(fresh === null)
    if (fresh !== null) take(fresh)
  }
}

/** The main part of this page as it is now; null when the server does not answer, or answers with a failure. */
async function askAnew() {
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
    if (!answer.ok) return null
    return new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main')
  } catch {
    return null
  }
}

/** Says since when what is shown may be out of date: figures that stand still look like work that does. */
function tellSilence(isSilent) {
  if (isSilent === (silentSince !== undefined)) return
  document.querySelector('#silence')?.remove()
  silentSince = isSilent ? new Date() : undefined
  if (silentSince === undefined) return
  const notice = document.createElement('p')
  notice.id = 'silence'
  notice.className = 'verdict fail'
  notice.setAttribute('role', 'status')
  notice.textContent = `No good answer from the server since ${silentSince.toLocaleTimeString()}: what is shown is from then.`
  main.before(notice)
}

/** Cells are changed one by one, so that focus and selection stay; when rows came or went, all of it is. */
function take(fresh) {
  const keys = (root) => [...root.querySelectorAll('[data-live]')].map(({ dataset }) => dataset.live)
  const isSame = keys(fresh).join() === keys(main).join()
  if (!isSame && !main.contains(document.activeElement)) {
    main.replaceChildren(...fresh.childNodes)
    return
  }
  for (const part of fresh.querySelectorAll('[data-live]')) {
    const own = main.querySelector(`[data-live="${CSS.escape(part.dataset.live)}"]`)
    if (own && own.innerHTML !== part.innerHTML) own.replaceChildren(...part.childNodes)
  }
}

if (main.dataset.events) follow(main.dataset.events)
if (main.dataset.poll) poll(Number(main.dataset.poll))
