/** What stands under a key, made when it is first asked for. */
export function made<Key, Value>(all: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown }, key: Key, make: () => Value): Value {
  let value = all.get(key)
  if (!value) all.set(key, (value = make()))
  return value
}
