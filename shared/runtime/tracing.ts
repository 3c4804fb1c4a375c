import type { OnCall } from '../aws/calls.ts';
import { traceHeader } from './config.ts';
import type { DaemonAddress } from './settings.ts';

/** What a run is divided into. */
export type Phase = 'observe' | 'plan' | 'apply' | 'settle';

/** Records where the time of a run goes. It never fails a run, and delays its end by 50 ms at most. */
export interface Tracer {
  /** Takes the work for a run of its own. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Takes the work for a phase of the run; phases come one after the other. */
  phase<T>(name: Phase, work: () => Promise<T>): Promise<T>;
  /** Records calls to AWS as parts of the phase that they begin in. */
  readonly call: OnCall;
}

/** Does the work as a run of the tracer, if there is one. */
export function inRun<T>(tracer: Tracer | undefined, work: () => Promise<T>): Promise<T> {
  return tracer ? tracer.run(work) : work();
}

/** Does the work as a phase of the run, if it is traced. */
export function inPhase<T>(tracer: Tracer | undefined, name: Phase, work: () => Promise<T>): Promise<T> {
  return tracer ? tracer.phase(name, work) : work();
}

/**
 * Makes the tracer of a function. What it needs is imported here and no sooner: without tracing none of it is
 * evaluated. `node:dgram` is imported beside the tracer and not by it, for esbuild would put that import at the top.
 *
 * @param daemon where X-Ray's daemon listens; undefined for no tracing
 */
export async function openTracer(functionName: string, daemon: DaemonAddress | undefined): Promise<Tracer | undefined> {
  if (!daemon) return undefined;
  const [{ XRayTracer }, { createSocket }] = await Promise.all([import('./x-ray-tracer.ts'), import('node:dgram')]);
  const clock = () => Date.now();
  return new XRayTracer({
    functionName,
    daemon,
    clock,
    traceHeader,
    random: Math.random,
    socket: createSocket('udp4'),
  });
}
