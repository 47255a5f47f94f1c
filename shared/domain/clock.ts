/** Where the product gets the time from. In the cloud it is the system's; tests set it. */
export interface Clock {
  now(): Date;
}
