// Reads vitest's JSON report and prints, alone on a line, "N passed, N failed, N skipped". Exits 1 when no test ran or one failed.
import { readFileSync } from 'node:fs';

const path = process.argv[2];
if (path === undefined) throw new Error('usage: node scripts/count-tests.js results.json');
const report = JSON.parse(readFileSync(path, 'utf8'));
const passed = report.numPassedTests;
// A test file that fails to load has no tests of its own: it counts as one failure.
const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
const failed = report.numFailedTests + brokenFiles.length;
const skipped = report.numPendingTests + report.numTodoTests;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
