// The workloads, one line each.

import type { Workload } from '../workload.ts';
import { bulk } from './bulk.ts';
import { iot } from './iot.ts';
import { session } from './session.ts';

export const workloads: readonly Workload[] = [iot, bulk, session];
