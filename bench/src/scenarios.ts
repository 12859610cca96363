/** What is measured. Everything goes over loopback, and every load is bounded in count and time. */
export type Scenario =
  | { readonly kind: 'fan-out'; readonly title: string; readonly subscribers: number; readonly outstanding: number }
  | { readonly kind: 'acknowledged'; readonly title: string; readonly publishers: number; readonly outstanding: number }
  | { readonly kind: 'round-trip'; readonly title: string }
  | { readonly kind: 'connect'; readonly title: string; readonly before: number; readonly connections: number }
  | { readonly kind: 'idle'; readonly title: string; readonly connections: number }

/** Bytes of payload in every message; the envelope comes on top. */
export const PAYLOAD_BYTES = 128
/** Handshakes that are open at the same time. */
export const HANDSHAKES = 64

export const scenarioNames = [
  'fan100',
  'fan1000',
  'lock100',
  'lock1000',
  'acknowledged',
  'round-trip',
  'connect',
  'idle',
] as const
export type ScenarioName = (typeof scenarioNames)[number]

export const scenarios: Record<ScenarioName, Scenario> = {
  fan100: { kind: 'fan-out', title: '1→100, 32 outstanding', subscribers: 100, outstanding: 32 },
  fan1000: { kind: 'fan-out', title: '1→1000, 32 outstanding', subscribers: 1000, outstanding: 32 },
  lock100: { kind: 'fan-out', title: '1→100, 1 outstanding', subscribers: 100, outstanding: 1 },
  lock1000: { kind: 'fan-out', title: '1→1000, 1 outstanding', subscribers: 1000, outstanding: 1 },
  acknowledged: { kind: 'acknowledged', title: 'Acknowledged publishes', publishers: 4, outstanding: 64 },
  'round-trip': { kind: 'round-trip', title: 'Round trip' },
  connect: { kind: 'connect', title: 'Connections', before: 4000, connections: 4000 },
  idle: { kind: 'idle', title: 'Idle connections', connections: 5000 },
}
