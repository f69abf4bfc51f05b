import { DurableObject } from 'cloudflare:workers'

/** Has the class of this instance, which stands for no room, come of the runtime's own: of others it calls no methods. */
export function derive(instance) {
  const own = Object.getPrototypeOf(instance)
  Object.setPrototypeOf(own, DurableObject.prototype)
  Object.setPrototypeOf(own.constructor, DurableObject)
  instance.free()
}
