// Every command, one line each; the first is the default.

import type { Command } from '../command.ts';
import { analyzeCommand } from './analyze-command.ts';
import { exportCommand } from './export-command.ts';

export const COMMANDS: readonly [Command, ...Command[]] = [analyzeCommand, exportCommand];
