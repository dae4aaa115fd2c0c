//! The local, searchable image of the tenant: snapshot, refresh, search.
