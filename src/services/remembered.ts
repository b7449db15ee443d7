/**
 * Makes a value of an object once, for as long as the object is there. The variants of a sweep share their configurations,
 * which are spelled and hashed for each of them. The object must not change.
 */
export function remembered<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { value: Value }>()
  return (key) => {
    const found = known.get(key) ?? { value: make(key) }
    known.set(key, found)
    return found.value
  }
}
