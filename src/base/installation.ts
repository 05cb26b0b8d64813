/**
 * The installation itself as an organisation: made by a migration, without members, entered by nobody. It holds the
 * jobs and events that belong to no tenant, such as mail to a person who is in no organisation.
 */
export const INSTALLATION_ID = "00000000-0000-7000-8000-000000000001";
