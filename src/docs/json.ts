/** Any object of an OpenAPI document. */
export type Json = Record<string, unknown>;

/** A route in the document, as far as we change it. */
export type Operation = Json & {
  responses: Record<string, Json>;
  requestBody?: Json;
  parameters?: Json[];
  tags?: string[];
};

/** The document, as far as we change it. */
export type Document = Json & {
  paths: Record<string, Record<string, Operation>>;
  components: Json & { schemas: Json };
};
