import { afterEach, describe, expect, it } from 'vitest'
import { createMetrics, type Metrics } from './metrics.js'

const open: Metrics[] = []
afterEach(() => {
  for (const metrics of open.splice(0)) metrics.close()
})

function create(): Metrics {
  const metrics = createMetrics()
  open.push(metrics)
  return metrics
}

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))

describe('createMetrics', () => {
  it('shows what was counted up', async () => {
    const metrics = create()
    metrics.messagesPublished += 3
    metrics.messagesDelivered += 30
    metrics.bytesSent += 1024
    const lines = linesOf(await metrics.text())
    expect(lines).toContain('arqonbus_messages_published_total 3')
    expect(lines).toContain('arqonbus_messages_delivered_total 30')
    expect(lines).toContain('arqonbus_sent_bytes_total 1024')
    expect(lines).toContain('arqonbus_messages_received_total 0')
  })

  it('shows the same when it is asked again', async () => {
    const metrics = create()
    metrics.gaps = 2
    await metrics.text()
    expect(linesOf(await metrics.text())).toContain('arqonbus_history_gaps_total 2')
  })

  it('counts by reason, code, command and route', async () => {
    const metrics = create()
    metrics.connectionsRefused('origin')
    metrics.connectionClosed(4102)
    metrics.refused('VALIDATION_ERROR')
    metrics.commandRan('ping', 'success', 2)
    metrics.commandRan('ping', 'TIMEOUT', 3)
    metrics.httpRequest('/health', 'GET', 200, 4)
    metrics.httpError('/v1/publish', 'CONFLICT')
    const lines = linesOf(await metrics.text())
    expect(lines).toContain('arqonbus_connections_refused_total{reason="origin"} 1')
    expect(lines).toContain('arqonbus_connections_closed_total{code="4102"} 1')
    expect(lines).toContain('arqonbus_errors_total{code="VALIDATION_ERROR"} 1')
    expect(lines).toContain('arqonbus_commands_total{command="ping",outcome="success"} 1')
    expect(lines).toContain('arqonbus_commands_total{command="ping",outcome="TIMEOUT"} 1')
    expect(lines).toContain('arqonbus_command_duration_seconds_sum{command="ping"} 0.005')
    expect(lines).toContain('arqonbus_http_requests_total{route="/health",method="GET",status="200"} 1')
    expect(lines).toContain('arqonbus_http_request_duration_seconds_count{route="/health"} 1')
    expect(lines).toContain('arqonbus_http_errors_total{route="/v1/publish",code="CONFLICT"} 1')
  })

  it('puts what the log took into buckets of seconds', async () => {
    const metrics = create()
    metrics.appendMs(0.4)
    metrics.appendMs(40)
    const lines = linesOf(await metrics.text())
    expect(lines).toContain('arqonbus_append_duration_seconds_bucket{le="0.0005"} 1')
    expect(lines).toContain('arqonbus_append_duration_seconds_bucket{le="0.05"} 2')
    expect(lines).toContain('arqonbus_append_duration_seconds_count 2')
  })

  it('does not grow with what clients make up', async () => {
    const metrics = create()
    for (let code = 3000; code < 5000; code++) metrics.connectionClosed(code)
    const lines = linesOf(await metrics.text()).filter((line) => line.startsWith('arqonbus_connections_closed_total'))
    expect(lines).toHaveLength(201)
    expect(lines.at(-1)).toBe('arqonbus_connections_closed_total{code="other"} 1800')
  })

  it('keeps a label from breaking out of its quotes', async () => {
    const metrics = create()
    metrics.connectionsRefused('a"} 1\nevil_total 1')
    expect(linesOf(await metrics.text()).some((line) => line.startsWith('evil_total'))).toBe(false)
  })

  it('asks for the levels at each scrape', async () => {
    const metrics = create()
    let connections = 1
    metrics.observeGauges(async () => ({ connections, rooms: 2, channels: 3, historyMessages: 4 }))
    expect(linesOf(await metrics.text())).toContain('arqonbus_connections 1')
    connections = 7
    const lines = linesOf(await metrics.text())
    expect(lines).toEqual(
      expect.arrayContaining([
        'arqonbus_connections 7',
        'arqonbus_rooms 2',
        'arqonbus_channels 3',
        'arqonbus_history_messages 4',
      ]),
    )
  })

  it('shows the levels of before where they cannot be read, and says so', async () => {
    const metrics = create()
    let isDown = false
    metrics.observeGauges(() => {
      if (isDown) throw new Error('the store is down')
      return { connections: 5, rooms: 0, channels: 0, historyMessages: 0 }
    })
    await metrics.text()
    isDown = true
    const lines = linesOf(await metrics.text())
    expect(lines).toContain('arqonbus_connections 5')
    expect(lines).toContain('arqonbus_scrape_errors_total 1')
  })

  it('names things as Prometheus wants them', async () => {
    const text = await create().text()
    const own = text.split('\n').filter((line) => line.startsWith('# TYPE arqonbus_'))
    expect(own.length).toBeGreaterThan(20)
    for (const line of own) {
      const [, , name = '', type] = line.split(' ')
      expect(name).toMatch(/^arqonbus(?:_[a-z]+)+$/)
      expect(name.endsWith('_total')).toBe(type === 'counter')
      if (type === 'histogram') expect(name).toMatch(/_seconds$/)
      expect(text).toMatch(new RegExp(`^# HELP ${name} [A-Z].+\\.$`, 'm'))
    }
  })

  it('shows the process, event loop and garbage collector included', async () => {
    const metrics = create()
    const names = [
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
      'process_start_time_seconds',
      'nodejs_heap_size_used_bytes',
      'nodejs_eventloop_lag_p99_seconds',
      'nodejs_gc_duration_seconds',
      'nodejs_version_info',
      ...(process.platform === 'linux' ? ['process_open_fds', 'process_max_fds'] : []),
    ]
    const text = await metrics.text()
    for (const name of names) expect(text).toContain(`# TYPE ${name} `)
    expect(text).not.toContain('NaN')
  })

  it('is separate for each bus', async () => {
    const [first, second] = [create(), create()]
    first.messagesPublished = 5
    expect(linesOf(await second.text())).toContain('arqonbus_messages_published_total 0')
  })

  it('is one JSON object, too', async () => {
    const metrics = create()
    metrics.messagesPublished = 3
    metrics.commandRan('ping', 'success', 1)
    metrics.commandRan('history', 'TIMEOUT', 1)
    metrics.refused('TIMEOUT')
    metrics.observeGauges(() => ({ connections: 1, rooms: 2, channels: 3, historyMessages: 4 }))
    expect(await metrics.snapshot()).toMatchObject({
      connections: { current: 1 },
      messages: { published: 3 },
      commands: { total: 2, failed: 1 },
      errors: { TIMEOUT: 1 },
      rooms: 2,
      channels: 3,
      history_messages: 4,
    })
  })

  it('can still be counted up and read after it was closed', async () => {
    const metrics = create()
    metrics.close()
    metrics.messagesPublished = 3
    metrics.close()
    expect(linesOf(await metrics.text())).toContain('arqonbus_messages_published_total 3')
  })
})
