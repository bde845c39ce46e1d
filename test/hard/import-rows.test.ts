import { Importing } from '../../local-pool/test/imports';
import { PoolUnderTest } from '../../local-pool/test/support';

it('the embedded pool imports at most 500,000 rows', async () => {
  const pools = await PoolUnderTest.start();
  try {
    const imports = await Importing.into(pools);
    const header = (await imports.header()).join(',');
    expect(await imports.run(`${header}\n${'x\n'.repeat(500_001)}`)).toMatchObject({
      Status: 'Failed',
      CompletionMessage: 'The CSV file has more users than the limit of 500000.',
      FailedUsers: 0,
    });
  } finally {
    await pools.close();
  }
});
