mod agreement;
mod effective;
mod hostile;
mod naive;
mod questions;
mod templates;
mod tenants;
mod twin;
