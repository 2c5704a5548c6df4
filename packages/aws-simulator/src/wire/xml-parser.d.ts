export interface XmlElement {
    /** Without its namespace prefix. */
    readonly name: string;
    readonly children: XmlElement[];
    text: string;
}
/** The root element of a document. */
export declare function parseXml(body: Uint8Array): XmlElement;
