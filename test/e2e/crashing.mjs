// A fault of Sigma's own, for a test: whatever asks for the width of the terminal meets a bug.
Object.defineProperty(process.stdout, 'columns', {
  get() {
    throw new TypeError(`no width of api_key=hunter22 with ${process.env.SIGMA_TOKEN}`)
  },
})
