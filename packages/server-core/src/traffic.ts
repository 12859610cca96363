/** Messages that were published and handed to connections. */
export interface Counted {
  published: number
  delivered: number
}

/** Tenants whose traffic is remembered; the one that has been known longest is forgotten first. */
const MOST_TENANTS = 10_000

/** How much each tenant has published since the start: what `status` tells a tenant of itself. */
export class Traffic {
  readonly #tenants = new Map<string, Counted>()

  count(tenant: string, published: number, delivered: number): void {
    const counted = this.#tenants.get(tenant)
    if (counted) {
      counted.published += published
      counted.delivered += delivered
      return
    }
    const [oldest] = this.#tenants.keys()
    if (this.#tenants.size >= MOST_TENANTS && oldest !== undefined) this.#tenants.delete(oldest)
    this.#tenants.set(tenant, { published, delivered })
  }

  /** Of one tenant, or of all. */
  of(tenant?: string): Counted {
    if (tenant !== undefined) return this.#tenants.get(tenant) ?? { published: 0, delivered: 0 }
    const all = { published: 0, delivered: 0 }
    for (const { published, delivered } of this.#tenants.values()) {
      all.published += published
      all.delivered += delivered
    }
    return all
  }
}
