import { describe, expect, it } from 'vitest'
import { html, trusted } from '../../src/report/markup.ts'

describe('html', () => {
  it('escapes whatever is put into it, in text and in attributes', () => {
    const hostile = `"><script>alert('x')</script>&`
    expect(html`<p title="${hostile}">${hostile}</p>`.text).toBe(
      '<p title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</p>',
    )
  })

  it('leaves markup as it is, and lists of it', () => {
    expect(html`<ul>${[html`<li>${1}</li>`, trusted('<li>2</li>')]}</ul>`.text).toBe(
      '<ul><li>1</li><li>2</li></ul>',
    )
  })

  it('writes nothing for what is not there', () => {
    expect(html`a${null}${undefined}${false}b`.text).toBe('ab')
  })
})
