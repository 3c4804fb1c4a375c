// The framework takes in JavaScript, not TypeScript: this is what it reads of infra/monitoring.
import { resources as made } from './monitoring/resources.ts';

export const resources = made;
