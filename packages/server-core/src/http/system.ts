import { arch, cpus, freemem, loadavg, totalmem } from 'node:os'
import * as v from 'valibot'
import { route } from './route.js'

const info = v.looseObject({
  node: v.string(),
  platform: v.string(),
  arch: v.string(),
  cpus: v.number(),
  load_average: v.array(v.number()),
  memory: v.looseObject({
    rss: v.number(),
    heap_used: v.number(),
    heap_total: v.number(),
    external: v.number(),
    system_free: v.number(),
    system_total: v.number(),
  }),
  uptime: v.number(),
  pid: v.number(),
})

/** The process and the machine below the bus. */
export const systemRoutes = [
  route({
    method: 'GET',
    path: '/system/info',
    needs: 'admin',
    summary: 'The process and the machine: sizes in bytes, the uptime in seconds',
    answer: { statuses: [200], description: 'What it runs on', schema: info },
    handle: ({ c }) => {
      const { rss, heapUsed, heapTotal, external } = process.memoryUsage()
      const system = { system_free: freemem(), system_total: totalmem() }
      return c.json({
        node: process.version,
        platform: process.platform,
        arch: arch(),
        cpus: cpus().length,
        load_average: loadavg(),
        memory: { rss, heap_used: heapUsed, heap_total: heapTotal, external, ...system },
        uptime: Math.floor(process.uptime()),
        pid: process.pid,
      })
    },
  }),
  route({
    method: 'GET',
    path: '/system/config',
    needs: 'admin',
    summary: 'The configuration that is in force, secrets masked',
    answer: { statuses: [200], description: 'Settings by name', schema: v.record(v.string(), v.unknown()) },
    handle: ({ core, c }) => c.json(core.options.shownConfig ?? {}),
  }),
]
