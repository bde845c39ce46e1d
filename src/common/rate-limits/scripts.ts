/**
 * What Redis does in one go for limits, by its own clock, so that parallel requests of all instances are counted exactly. Every key that
 * is written is given its end.
 */

/**
 * A hit in a fixed window.
 *
 * KEYS: the window. ARGV: its length in milliseconds, hits to add. Returns the hits and the milliseconds that are left.
 */
export const HIT = `
local hits = redis.call('INCRBY', KEYS[1], ARGV[2])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  left = tonumber(ARGV[1])
  redis.call('PEXPIRE', KEYS[1], left)
end
return { hits, left }`;

/**
 * An attempt at an account, if there is room for it in its sliding window: in that of the place where a known place tries, otherwise in
 * that of everybody.
 *
 * KEYS: attempts of everybody, attempts of this place, known places of the account. ARGV: limit, length of the window in milliseconds,
 * id of the attempt, the place, whether it is known anyway (1 or 0). Returns whether the place is known, and the milliseconds until
 * there is room: 0 when the attempt has been written down.
 */
export const ATTEMPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local until_when = redis.call('ZSCORE', KEYS[3], ARGV[4])
local known = ARGV[5] == '1' or (until_when and tonumber(until_when) > now)
local counted = known and KEYS[2] or KEYS[1]
redis.call('ZREMRANGEBYSCORE', counted, '-inf', now - window)
local oldest = redis.call('ZRANGE', counted, -limit, -limit, 'WITHSCORES')
if oldest[2] then return { known and 1 or 0, oldest[2] + window - now } end
for _, key in ipairs(known and { KEYS[1], KEYS[2] } or { KEYS[1] }) do
  redis.call('ZADD', key, now, ARGV[3])
  redis.call('ZREMRANGEBYRANK', key, 0, -limit - 1)
  redis.call('PEXPIRE', key, window)
end
return { known and 1 or 0, 0 }`;

/**
 * An attempt that has been made while Redis was away.
 *
 * KEYS: attempts. ARGV: limit, length of the window in milliseconds, id of the attempt, how long ago it was in milliseconds.
 */
export const PAST_ATTEMPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now - ARGV[4], ARGV[3])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -ARGV[1] - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

/**
 * A place where somebody has signed in, among the last ones of the account.
 *
 * KEYS: known places of the account. ARGV: the place, how long it is known in milliseconds, how many are kept.
 */
export const PLACE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -ARGV[3] - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;
