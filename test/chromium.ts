import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, chromium, type LaunchOptions } from 'playwright-core'

const CACHE = join(import.meta.dirname, '../.cache')
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
/** That of the package names folders of the cloud; without any font Chromium crashes at the first text field. */
const FONTS = '<?xml version="1.0"?><fontconfig><dir prefix="relative">.</dir></fontconfig>'
/** Quiet: nothing but the page speaks to the network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * A headless Chromium, to be closed by whoever asked. On Linux x64 it is the one that an npm package brings, the same
 * everywhere and without any step by hand; elsewhere the one on the PATH, else an installed Chrome.
 */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ args: FLAGS, ...(await whichChromium()) })
}

async function whichChromium(): Promise<LaunchOptions> {
  if (process.platform === 'linux' && process.arch === 'x64') {
    const folder = await unpacked()
    // Its own libraries and fonts, so that the machine needs neither.
    const env = { LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_PATH: join(folder, 'fonts') }
    return { executablePath: join(folder, 'chromium'), env: { ...process.env, ...env } }
  }
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path))
  return found === undefined ? { channel: 'chrome' } : { executablePath: found }
}

/** The folder with the browser of the package, unpacked once for each version: 2 seconds, 220 MB. */
async function unpacked(): Promise<string> {
  const entry = fileURLToPath(import.meta.resolve('@sparticuz/chromium'))
  const { version }: { version: string } = JSON.parse(await readFile(join(entry, '../../package.json'), 'utf8'))
  const folder = join(CACHE, `chromium-${version}`)
  if (existsSync(folder)) return folder
  await mkdir(CACHE, { recursive: true })
  const half = await mkdtemp(join(CACHE, 'unpacking-'))
  try {
    // It unpacks into the folder for temporary files, and its libraries only where it believes to be in a cloud.
    const env = { ...process.env, TMPDIR: half, AWS_EXECUTION_ENV: 'nodejs24.x' }
    const script = `import chromium from ${JSON.stringify(entry)}; await chromium.executablePath()`
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { env })
    await writeFile(join(half, 'fonts/fonts.conf'), FONTS)
    await rename(half, folder)
  } catch (thrown) {
    await rm(half, { recursive: true, force: true })
    // Another test run has been faster.
    if (!existsSync(folder)) throw thrown
  }
  return folder
}
