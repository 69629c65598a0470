// Every command, one line each; the first is the default.

import type { Command } from '../command.ts';
import { analyzeCommand } from './analyze-command.ts';
import { demoCommand } from './demo-command.ts';
import { devicesCommand } from './devices-command.ts';
import { diffCommand } from './diff-command.ts';
import { exportCommand } from './export-command.ts';
import { liveCommand } from './live-command.ts';
import { transferCommand } from './transfer-command.ts';

export const COMMANDS: readonly [Command, ...Command[]] = [
  analyzeCommand,
  exportCommand,
  diffCommand,
  liveCommand,
  devicesCommand,
  transferCommand,
  demoCommand,
];
