import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { MayBeLeftOut } from '../../cognito/input.validators';

/** Most attributes of one call, as Cognito allows. */
const TOGETHER = 25;
/** Longest text that Cognito keeps in an attribute, characters. */
const LONGEST = 2048;

/** A custom attribute that is to be added to the user pool. */
export class NewAttribute {
  /**
   * The name, without `custom:`.
   * @example plan
   */
  @Matches(/^(?!(?:dev:)?custom:)[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,20}$/u, {
    message: 'name must be 1 to 20 printable characters without spaces, and without `custom:`',
  })
  name: string;
  /**
   * The type; `String` when left out.
   * @example String
   */
  @MayBeLeftOut()
  @IsIn(['String', 'Number', 'Boolean', 'DateTime'])
  type?: 'String' | 'Number' | 'Boolean' | 'DateTime';
  /**
   * Whether values can be changed once they are set; true when left out. An attribute that identity providers fill must be.
   * @example true
   */
  @MayBeLeftOut()
  @IsBoolean()
  mutable?: boolean;
  /**
   * Least length of a text, characters.
   * @example 0
   */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(LONGEST)
  minLength?: number;
  /**
   * Greatest length of a text, characters.
   * @example 64
   */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(LONGEST)
  maxLength?: number;
  /** Least value of a number. */
  @MayBeLeftOut()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  min?: number;
  /** Greatest value of a number. */
  @MayBeLeftOut()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  max?: number;
}

/** Custom attributes that are to be added to the user pool: all of them, or none. */
export class AddAttributesRequest {
  /**
   * At most 25 at a time; a pool has at most 50.
   * @example [{ "name": "plan", "type": "String", "maxLength": 64 }]
   */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(TOGETHER)
  @ValidateNested({ each: true })
  @Type(() => NewAttribute)
  attributes: NewAttribute[];
}
