import { Type } from 'class-transformer';
import { IsInt, IsString, Max, Min } from 'class-validator';
import { MayBeLeftOut } from './input.validators';

/** Which page of a list whose pages are as long as Cognito makes them. */
export class CursorQuery {
  /** `meta.nextCursor` of the page before. */
  @MayBeLeftOut()
  @IsString()
  cursor?: string;
}

/** Which page of a list. */
export class PageQuery extends CursorQuery {
  /**
   * Most items of a page; a page may hold fewer although more follow. 60 when left out.
   * @example 20
   */
  @MayBeLeftOut()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(60)
  limit?: number;
}
