import { SetMetadata, type Type } from '@nestjs/common';

export const LISTS = 'gatehouse:lists';

/** Names the class of the items that a route gives pages of: the type argument of `Page<…>` is gone at run time. */
export const Lists = (item: Type) => SetMetadata(LISTS, item);
