import { z } from 'zod'

type Send = (method: string, params?: object) => Promise<Record<string, unknown>>

export interface Media {
  /** `screen` unless told otherwise. */
  media?: 'screen' | 'print'
  scheme?: 'light' | 'dark'
}

/** A page of a headless Chromium, and what happened in it since it was opened. */
export class Page {
  /** Addresses of everything that was asked for. */
  readonly requests: string[] = []
  /** Errors and warnings of the console, faults of scripts, and what the browser itself reports. */
  readonly complaints: string[] = []
  readonly #send: Send
  #loaded: () => void = () => undefined

  constructor(send: Send) {
    this.#send = send
  }

  async open(): Promise<void> {
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await this.#send(`${domain}.enable`)
    await this.resize(1_100, 900)
  }

  /** Loads an address and waits until it is whole. */
  async goto(url: string): Promise<void> {
    const loaded = this.loaded()
    const { errorText } = await this.#send('Page.navigate', { url })
    if (typeof errorText === 'string') throw new Error(`${url}: ${errorText}`)
    await loaded
  }

  /** The next time that a page is whole. */
  loaded(): Promise<void> {
    return new Promise<void>((resolve) => {
      this.#loaded = resolve
    })
  }

  /** Presses a key that has a name and no sign, such as Tab, and lets it go. */
  async press(key: 'Tab'): Promise<void> {
    const same = { key, code: key, windowsVirtualKeyCode: 9 }
    await this.#send('Input.dispatchKeyEvent', { type: 'keyDown', ...same })
    await this.#send('Input.dispatchKeyEvent', { type: 'keyUp', ...same })
  }

  async resize(width: number, height: number): Promise<void> {
    const size = { width, height, deviceScaleFactor: 1, mobile: false }
    await this.#send('Emulation.setDeviceMetricsOverride', size)
  }

  /** Shows the page as on a screen or on paper, light or dark. */
  async show({ media = 'screen', scheme = 'light' }: Media): Promise<void> {
    const features = [{ name: 'prefers-color-scheme', value: scheme }]
    await this.#send('Emulation.setEmulatedMedia', { media, features })
  }

  /** What a piece of script gives inside the page, or the promise of it, checked for its shape. */
  async evaluate<Result>(schema: z.ZodType<Result>, expression: string): Promise<Result> {
    const answer = await this.#send('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true,
    })
    const { result, exceptionDetails } = evaluated.parse(answer)
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
    return schema.parse(result.value)
  }

  /** An event of the browser. */
  tell(method: string, params: Record<string, unknown>): void {
    const text = JSON.stringify(params)
    if (method === 'Page.loadEventFired') this.#loaded()
    else if (method === 'Network.requestWillBeSent') this.requests.push(urlOf(params))
    else if (method === 'Runtime.exceptionThrown') this.complaints.push(text)
    else if (method === 'Log.entryAdded') this.complaints.push(text)
    else if (method === 'Runtime.consoleAPICalled' && /^(error|warning|assert)$/.test(String(params.type)))
      this.complaints.push(text)
  }
}

const evaluated = z.object({
  result: z.object({ value: z.unknown() }),
  exceptionDetails: z.unknown().optional(),
})

function urlOf({ request }: Record<string, unknown>): string {
  return typeof request === 'object' && request !== null ? String(Reflect.get(request, 'url')) : ''
}
