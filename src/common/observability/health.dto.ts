/** The state of the process. */
export class HealthResponse {
  /**
   * What the probe found.
   * @example live
   */
  status: string;
}
