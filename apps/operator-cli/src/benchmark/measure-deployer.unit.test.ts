import { deployerFigures } from './measure-deployer.ts';

const MEDIAN = {
  deployer: 600,
  deployerWithJob: 1_400,
  deployerRequests: 45,
  kubectl: 1_600,
  kubectlLessItsStart: 1_200,
};

describe('the deployer in the table', () => {
  it('stands beside kubectl, with the ratio, once for a cold API and once for a warm one', () => {
    const slow = { ...MEDIAN, deployer: 1_320 };

    const figures = deployerFigures({ median: { cold: slow, warm: MEDIAN } });

    expect(figures.map(({ value, met }) => ({ value, met }))).toEqual([
      { value: '1.32 s, 1.20 s, 1.10', met: false },
      { value: '0.60 s, 1.20 s, 0.50', met: true },
    ]);
  });

  it('is left out where there is no Kubernetes API to measure it on', () => {
    expect(deployerFigures(undefined)).toEqual([]);
  });
});
