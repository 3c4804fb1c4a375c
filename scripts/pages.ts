/** `npm run pages`: the tests of HTML pages, in headless Chromium. */
import { installedChromium } from './chromium.ts';
import { run } from './run.ts';

process.env['CHROMIUM_PATH'] = await installedChromium();
await run(process.execPath, [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--config',
  'vitest.pages.config.ts',
  ...process.argv.slice(2),
]);
