/** Parameters by the dots in their names: `Filter.1.Name=x` is `x` at Filter, 1, Name. */
export interface QueryNode {
    value: string | undefined;
    readonly children: Map<string, QueryNode>;
}
export declare function growQueryTree(parameters: Iterable<readonly [string, string]>): QueryNode;
/** The children that are numbered, in the order of their numbers. */
export declare function numberedChildren(node: QueryNode): QueryNode[];
