import { EVERY_TENANT } from './identity.js'
import type { Session } from './session.js'

/** Every open session by its client id: the one owner of that map. */
export class Sessions {
  readonly #byId = new Map<string, Session>()
  readonly #perTenant = new Map<string, number>()

  get size(): number {
    return this.#byId.size
  }

  add(session: Session): void {
    const { tenant } = session.identity
    this.#byId.set(session.clientId, session)
    this.#perTenant.set(tenant, (this.#perTenant.get(tenant) ?? 0) + 1)
  }

  remove(session: Session): void {
    if (!this.#byId.delete(session.clientId)) return
    const { tenant } = session.identity
    const left = (this.#perTenant.get(tenant) ?? 1) - 1
    if (left === 0) this.#perTenant.delete(tenant)
    else this.#perTenant.set(tenant, left)
  }

  /** The client with this id, if `tenant` may reach it. */
  find(tenant: string, clientId: string): Session | undefined {
    const found = this.#byId.get(clientId)
    return found && (found.identity.tenant === tenant || tenant === EVERY_TENANT) ? found : undefined
  }

  /** How many connections a tenant has. */
  countOf(tenant: string): number {
    return tenant === EVERY_TENANT ? this.size : (this.#perTenant.get(tenant) ?? 0)
  }

  values(): IterableIterator<Session> {
    return this.#byId.values()
  }
}
