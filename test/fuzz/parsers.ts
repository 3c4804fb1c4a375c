import { EVENT_PARSERS } from './events.ts';
import type { Parser } from './parser.ts';
import { SETTINGS_PARSERS } from './settings.ts';
import { SNAPSHOT_PARSER } from './snapshots.ts';
import { TEXT_PARSERS } from './texts.ts';

/** Every parser of what comes from outside. */
export const PARSERS: readonly Parser[] = [...EVENT_PARSERS, ...TEXT_PARSERS, ...SETTINGS_PARSERS, SNAPSHOT_PARSER];
