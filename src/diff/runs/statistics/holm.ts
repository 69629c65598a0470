// Many tests at once: Holm's correction keeps the chance of even one false alarm below the significance, and a family of discrete tests leaves out
// those that could not be significant whatever happened.
// S. Holm, Scandinavian Journal of Statistics 6 (1979) 65–70; R. E. Tarone, Biometrics 46 (1990) 515–522.

export interface FamilyTest {
  readonly p: number;
  /** Smallest p this test could have had, by its sample sizes alone. */
  readonly leastP: number;
}

/** Adjusted p-values in the order given; null: the test is left out of the family. */
export function adjustFamily(tests: readonly FamilyTest[], significance: number): (number | null)[] {
  const size = familySize(tests, significance);
  const members = tests
    .map((test, at) => ({ test, at }))
    .filter(({ test }) => test.leastP <= significance / size)
    .sort((x, y) => x.test.p - y.test.p);
  const adjusted = new Array<number | null>(tests.length).fill(null);
  let largest = 0;
  for (const [rank, { test, at }] of members.entries()) {
    largest = Math.max(largest, Math.min(1, test.p * (members.length - rank)));
    adjusted[at] = largest;
  }
  return adjusted;
}

/** Tarone's K: the smallest k such that at most k tests could be significant at significance/k. */
function familySize(tests: readonly FamilyTest[], significance: number): number {
  for (let size = 1; size < tests.length; size++) {
    if (tests.filter((test) => test.leastP <= significance / size).length <= size) return size;
  }
  return Math.max(1, tests.length);
}
