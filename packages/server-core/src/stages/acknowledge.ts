import type { Session } from '../session.js'

/** Answers of one turn, by the connection that they go to: each connection is written to once. */
export class Answers {
  readonly #texts = new Map<Session, string[]>()

  add(session: Session, text: string): void {
    const texts = this.#texts.get(session)
    if (texts) texts.push(text)
    else this.#texts.set(session, [text])
  }

  send(): void {
    for (const [session, texts] of this.#texts) if (session.open) session.connection.reply(texts)
  }
}
