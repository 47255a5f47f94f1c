import type { ApiBody } from '../seed/callApi.ts';

/** A list in short: the names of its rows. */
export const namesOf = ({ value = [] }: ApiBody): string => value.map(({ name }) => name).join(', ');
