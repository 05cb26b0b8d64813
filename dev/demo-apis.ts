/** Juniper Goods' APIs, in three formats: who provides one, who uses it, and its definition. */
type Api = {
  name: string;
  type: string;
  owner: string;
  system: string;
  provider: string;
  consumers: readonly string[];
  description: string;
  definition: string;
};

const CHECKOUT = `openapi: 3.1.0
info: { title: Checkout, version: 2.4.0, description: Baskets become orders. }
tags: [{ name: Baskets }, { name: Orders }]
paths:
  /baskets:
    post:
      tags: [Baskets]
      summary: Start a basket
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/NewBasket" } } } }
      responses: { "201": { description: The basket, content: { application/json: { schema: { $ref: "#/components/schemas/Basket" } } } } }
  /baskets/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string, format: uuid } }]
    get:
      tags: [Baskets]
      summary: Show a basket
      responses: { "200": { description: The basket, content: { application/json: { schema: { $ref: "#/components/schemas/Basket" } } } }, "404": { description: There is none } }
    delete: { tags: [Baskets], summary: Forget a basket, responses: { "204": { description: Forgotten } } }
  /orders:
    post:
      tags: [Orders]
      summary: Pay for a basket
      parameters: [{ name: Idempotency-Key, in: header, required: true, schema: { type: string } }]
      responses: { "201": { description: The order, content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } }, "402": { description: The payment was refused } }
  /orders/{id}/cancel:
    post: { tags: [Orders], summary: Cancel an order, deprecated: true, responses: { "200": { description: The order } } }
components:
  schemas:
    NewBasket: { type: object, properties: { currency: { type: string } } }
    Basket: { type: object, properties: { id: { type: string }, lines: { type: array, items: { type: object } }, total: { type: string } } }
    Order: { type: object, properties: { id: { type: string }, state: { type: string, enum: [paid, sent, cancelled] } } }
`;
const ORDER_EVENTS = `asyncapi: 3.0.0
info: { title: Order events, version: 1.2.0 }
channels:
  orderPaid:
    address: orders.paid.v1
    messages: { paid: { name: OrderPaid, summary: Sent once for each payment, payload: { type: object, properties: { orderId: { type: string }, amount: { type: string } } } } }
  orderSent:
    address: orders.sent.v1
    messages: { sent: { name: OrderSent, payload: { type: object, properties: { orderId: { type: string }, parcels: { type: integer } } } } }
operations:
  paid: { action: send, summary: An order was paid, channel: { $ref: "#/channels/orderPaid" } }
  sent: { action: send, summary: An order left the house, channel: { $ref: "#/channels/orderSent" } }
`;
const CATALOG_GRAPH = `"Everything that can be bought"
type Query {
  "One product by its id"
  product(id: ID!): Product
  "Products that match words, best first"
  products(words: String, first: Int = 20, after: String): [Product!]!
}
type Mutation {
  "Puts a new price into force"
  setPrice(product: ID!, price: Money!): Product!
}
"A thing with a price"
type Product { id: ID! title: String! price: Money! stock: Stock! }
enum Stock { PLENTY FEW NONE }
scalar Money
`;

export const APIS: readonly Api[] = [
  {
    ...{ name: "checkout-api", type: "openapi", owner: "payments", system: "money", provider: "checkout" },
    consumers: ["web"],
    description: "From basket to paid order",
    definition: CHECKOUT,
  },
  {
    ...{ name: "order-events", type: "asyncapi", owner: "payments", system: "money", provider: "checkout" },
    consumers: ["notifications", "stock", "analytics"],
    description: "What happens to an order",
    definition: ORDER_EVENTS,
  },
  {
    ...{ name: "catalog-graph", type: "graphql", owner: "storefront", system: "shop", provider: "catalog" },
    consumers: ["web", "search"],
    description: "Products and prices",
    definition: CATALOG_GRAPH,
  },
];
