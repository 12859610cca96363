type Handler<Value> = (value: Value) => unknown

/** Handlers by the name of their event. What a handler throws, or rejects with, goes to `failed` and stops nobody. */
export class Emitter<Events extends object> {
  readonly #handlers: { [Name in keyof Events]?: Set<Handler<Events[Name]>> } = {}

  constructor(private readonly failed: (name: keyof Events, thrown: unknown) => void) {}

  /** Adds a handler; the function that comes back takes it away again. */
  on<Name extends keyof Events>(name: Name, handler: Handler<Events[Name]>): () => void {
    const handlers = this.#handlers[name] ?? new Set<Handler<Events[Name]>>()
    this.#handlers[name] = handlers
    // A wrapper of its own, so that a handler that was added twice is called twice and removed one at a time.
    const entry: Handler<Events[Name]> = (value) => handler(value)
    handlers.add(entry)
    return () => {
      handlers.delete(entry)
    }
  }

  emit<Name extends keyof Events>(name: Name, value: Events[Name]): void {
    const handlers = this.#handlers[name]
    if (handlers === undefined || handlers.size === 0) return
    for (const handler of [...handlers]) this.#call(name, handler, value)
  }

  #call<Name extends keyof Events>(name: Name, handler: Handler<Events[Name]>, value: Events[Name]): void {
    try {
      const result = handler(value)
      if (result instanceof Promise) result.catch((thrown: unknown) => this.failed(name, thrown))
    } catch (thrown) {
      this.failed(name, thrown)
    }
  }
}
