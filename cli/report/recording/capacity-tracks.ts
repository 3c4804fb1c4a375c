import * as v from 'valibot';
import { SCALE_IN_SETTINGS, toScaleInSettings } from '../../../functions/scale-in/settings.ts';
import { type ClusterTerms, clusterTermsOf } from '../../../functions/scale-in/terms.ts';
import type { HostView } from '../../../simulator/services/ecs/view.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import type { CapacitySample, CapacityTrack, Resources } from './recording.ts';

/** Milliseconds of virtual time between two samples of a cluster in which something changes. */
const STEP = 5_000;

interface Watched {
  readonly cluster: string;
  readonly samples: CapacitySample[];
  readonly missing: { at: number; what: string }[];
  /** What scale-in asked for when it looked at it last. */
  terms: ClusterTerms | undefined;
  isDue: boolean;
}

/** Follows the capacity of clusters: what there is, what is taken, and what scale-in wants free besides. */
export class CapacityTracks {
  readonly #simulation: Simulation;
  readonly #terms: ClusterTerms | undefined;
  readonly #clusters = new Map<string, Watched>();

  constructor(simulation: Simulation, clusters: readonly string[]) {
    this.#simulation = simulation;
    this.#terms = scaleInTerms(simulation);
    for (const cluster of clusters) this.#sample(this.#watched(cluster));
    simulation.ecs.onChange(({ kind, clusterName }) => {
      if (kind !== 'service') this.#sampleSoon(this.#watched(clusterName));
    });
    simulation.output.onLog(({ time, fields }) => {
      if (fields?.['message'] !== 'headroom') return;
      const watched = this.#watched(String(fields['cluster']));
      watched.terms = this.#termsOf(watched.cluster);
      this.#sampleSoon(watched);
      const { missing } = fields;
      if (typeof missing === 'string') watched.missing.push({ at: time, what: missing });
    });
  }

  tracks(): readonly CapacityTrack[] {
    return [...this.#clusters.values()].map((watched) => {
      this.#sample(watched);
      const { cluster, samples, missing } = watched;
      return { cluster, samples, missing };
    });
  }

  #watched(cluster: string): Watched {
    const watched = this.#clusters.get(cluster) ?? {
      cluster,
      samples: [],
      missing: [],
      terms: undefined,
      isDue: false,
    };
    this.#clusters.set(cluster, watched);
    return watched;
  }

  /** What changes within a step is one sample. */
  #sampleSoon(watched: Watched): void {
    if (watched.isDue) return;
    watched.isDue = true;
    const { clock } = this.#simulation;
    const last = watched.samples.at(-1)?.at ?? -STEP;
    clock.at(Math.max(last + STEP, clock.now()), `capacity of ${watched.cluster}`, () => {
      watched.isDue = false;
      this.#sample(watched);
    });
  }

  #sample(watched: Watched): void {
    const { ecs, clock } = this.#simulation;
    const { hosts } = ecs.view(watched.cluster);
    const active = hosts.filter(({ status }) => status === 'ACTIVE');
    const capacity = sum(active, (host) => [host.registeredCpu, host.registeredMemory]);
    const free = sum(active, (host) => [host.freeCpu, host.freeMemory]);
    const used = { cpu: capacity.cpu - free.cpu, memory: capacity.memory - free.memory };
    const wanted = wantedOf(watched.terms, used);
    const at = clock.now();
    if (watched.samples.at(-1)?.at === at) watched.samples.pop();
    watched.samples.push({ at, hosts: active.length, capacity, used, wanted });
  }

  /** From scale-in's settings and the cluster's tags. */
  #termsOf(cluster: string): ClusterTerms | undefined {
    if (this.#terms === undefined) return undefined;
    const { ecs } = this.#simulation;
    const { clusterArn } = ecs.view(cluster);
    const tags = ecs.taggedResources().find(({ arn }) => arn === clusterArn)?.tags ?? {};
    return clusterTermsOf(clusterArn, tags, this.#terms).terms;
  }
}

/** As scale-in reckons it. Source: functions/scale-in/plan-cluster.ts. */
function wantedOf(terms: ClusterTerms | undefined, used: Resources): Resources | undefined {
  if (terms === undefined) return undefined;
  const cpu = (terms.headroomCpuPercent * used.cpu) / 100;
  const memory = (terms.headroomMemoryPercent * used.memory) / 100;
  // A tag that makes no sense asks for more than there can be.
  return Number.isFinite(cpu + memory) ? { cpu, memory } : undefined;
}

function sum(hosts: readonly HostView[], of: (host: HostView) => readonly [cpu: number, memory: number]): Resources {
  return hosts.map(of).reduce((total, [cpu, memory]) => ({ cpu: total.cpu + cpu, memory: total.memory + memory }), {
    cpu: 0,
    memory: 0,
  });
}

/** What the deployed function is set to; undefined where it is not deployed. */
function scaleInTerms({ lambda, mappings }: Simulation): ClusterTerms | undefined {
  const name = [...mappings.keys()].find((each) => each.endsWith('-scale-in'));
  const environment = name === undefined ? undefined : lambda.definition(name)?.environment;
  const read = v.safeParse(v.object(SCALE_IN_SETTINGS), environment);
  return read.success ? toScaleInSettings(read.output).clusterTerms : undefined;
}
