/** The `ecs-ops` command, once the right Node.js runs it. */
import { EXIT } from './exit-codes.ts';
import { run } from './program.ts';

// Whoever read our output has enough, as `| head` does: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.fine);
  throw error;
});
process.once('SIGINT', () => {
  process.stderr.write('\n');
  process.exit(EXIT.interrupted);
});

process.exitCode = await run(process.argv.slice(2));
