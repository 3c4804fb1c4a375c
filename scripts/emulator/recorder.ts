import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { actionOf } from './api-action.ts';

/** A proxy in front of the emulator that notes what is asked of it. */
export interface Recorder {
  readonly url: string;
  /** The actions since it was last asked, in the order of the alphabet, each once. */
  taken(): readonly string[];
  stop(): void;
}

/** Starts a recorder on a free port of the loopback address. */
export async function startRecorder(emulator: string): Promise<Recorder> {
  let actions = new Set<string>();
  const server = createServer((asked, answer) => {
    forward(emulator, asked, answer, (action) => actions.add(action)).catch((error: unknown) => {
      // Fails the deployment, with the reason in what it prints.
      answer.writeHead(501).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: () => {
      const taken = [...actions].toSorted();
      actions = new Set();
      return taken;
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function forward(
  emulator: string,
  asked: IncomingMessage,
  answer: ServerResponse,
  note: (action: string) => void,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of asked as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const { method = '', url = '', headers } = asked;
  note(actionOf({ method, url, headers, body: body.toString('utf8') }));
  const { promise: answered, resolve, reject } = Promise.withResolvers<void>();
  const passed = request(new URL(url, emulator), { method, headers }, (from) => {
    answer.writeHead(from.statusCode ?? 502, from.headers);
    from.pipe(answer).once('finish', resolve);
  });
  passed.once('error', reject).end(body);
  await answered;
}
