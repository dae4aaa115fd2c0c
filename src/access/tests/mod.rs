mod agreement;
mod effective;
mod naive;
mod tenants;
mod twin;
