/** Whether whoever runs the tests asks for all that they can try, which takes minutes more; see CONTRIBUTING.md. */
export const isAskedForAll = process.env.SIGMA_TEST_ALL === '1'
