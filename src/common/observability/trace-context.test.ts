import { traceFrom } from './trace-context';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const HEX = (digits: number) => expect.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`)) as string;
const NEW = { traceId: HEX(32), spanId: HEX(16) };

it('begins a trace of its own where there is none', () => {
  const [one, two] = [traceFrom({}), traceFrom({})];
  expect(one).toEqual(NEW);
  expect(one.traceId).not.toMatch(/^0+$/);
  expect(one.spanId).not.toMatch(/^0+$/);
  expect(two.traceId).not.toBe(one.traceId);
  expect(two.spanId).not.toBe(one.spanId);
});

describe('traceparent', () => {
  it.each([
    ['sampled', `00-${TRACE}-${SPAN}-01`],
    ['not sampled', `00-${TRACE}-${SPAN}-00`],
    ['with flags of level 2 and to come', `00-${TRACE}-${SPAN}-ff`],
    ['of a version to come', `01-${TRACE}-${SPAN}-01`],
    ['of a version to come with more parts', `cc-${TRACE}-${SPAN}-01-what-the-future-brings`],
    ['of a version to come with an empty part', `cc-${TRACE}-${SPAN}-01-`],
  ])('%s is taken', (_case, traceparent) => {
    expect(traceFrom({ traceparent })).toEqual({ traceId: TRACE, parentId: SPAN, spanId: HEX(16) });
  });

  it.each([
    ['empty', ''],
    ['of version ff', `ff-${TRACE}-${SPAN}-01`],
    ['of version 00 with more parts', `00-${TRACE}-${SPAN}-01-more`],
    ['of version 00 with a trailing dash', `00-${TRACE}-${SPAN}-01-`],
    ['with more after the flags', `cc-${TRACE}-${SPAN}-01.more`],
    ['without a trace', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['without a parent', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['in upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['with a version in upper case', `0A-${TRACE}-${SPAN}-01`],
    ['with a trace too short', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['with a trace too long', `00-${TRACE}0-${SPAN}-01`],
    ['with a parent too short', `00-${TRACE}-${SPAN.slice(1)}-01`],
    ['without flags', `00-${TRACE}-${SPAN}`],
    ['with flags too short', `00-${TRACE}-${SPAN}-1`],
    ['with a version too long', `000-${TRACE}-${SPAN}-01`],
    ['with other separators', `00_${TRACE}_${SPAN}_01`],
    ['that is not hexadecimal', `00-${TRACE.replace('a', 'g')}-${SPAN}-01`],
    ['with a line end', `00-${TRACE}-${SPAN}-01\n`],
    ['with a blank', ` 00-${TRACE}-${SPAN}-01`],
    ['sent twice', `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
    ['of a version to come, sent twice', `01-${TRACE}-${SPAN}-01-x, 01-${TRACE}-${SPAN}-01`],
  ])('%s begins a new trace', (_case, traceparent) => {
    const trace = traceFrom({ traceparent });
    expect(trace).toEqual(NEW);
    expect(trace.traceId).not.toBe(TRACE);
  });
});

describe('X-Amzn-Trace-Id', () => {
  const ROOT = 'Root=1-67891233-abcdef012345678912345678';
  const traceId = '67891233abcdef012345678912345678';

  it.each<[string, string, object]>([
    ['of a load balancer', ROOT, { traceId }],
    ['with a parent', `${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`, { traceId, parentId: '53995c3f42cd8ad8' }],
    ['with a segment of its own', `Self=1-67891234-12456789abcdef012345678a;${ROOT}`, { traceId }],
    ['with an empty parent', `${ROOT};Parent=0000000000000000`, { traceId }],
  ])('%s is taken', (_case, header, expected) => {
    expect(traceFrom({ 'x-amzn-trace-id': header })).toEqual({ ...expected, spanId: HEX(16) });
  });

  it.each([
    ['without a root', 'Self=1-67891234-12456789abcdef012345678a'],
    ['of another version', ROOT.replace('=1-', '=2-')],
    ['in upper case', ROOT.toUpperCase()],
    ['of zeros', `Root=1-${'0'.repeat(8)}-${'0'.repeat(24)}`],
    ['too long', `${ROOT};CalledFrom=${'x'.repeat(300)}`],
  ])('%s begins a new trace', (_case, header) => {
    const trace = traceFrom({ 'x-amzn-trace-id': header });
    expect(trace).toEqual(NEW);
    expect(trace.traceId).not.toBe(traceId);
  });

  it('counts for less than a traceparent, and for more than a wrong one', () => {
    const headers = { 'x-amzn-trace-id': ROOT, traceparent: `00-${TRACE}-${SPAN}-01` };
    expect(traceFrom(headers).traceId).toBe(TRACE);
    expect(traceFrom({ ...headers, traceparent: 'x' }).traceId).toBe(traceId);
  });
});
