//! Making plans to remove groups.

use super::desk::{Desk, store_fault};
use super::image::Image;
use super::plans::pace;
use crate::model::{Fault, Group, GroupId, GroupImage, Plan};
use crate::pipelines::remove_group::{Losses, Request, losses, plan, read_group};
use std::sync::Arc;

impl Desk {
    /// Every group there is, read anew when older than some minutes.
    ///
    /// # Errors
    /// When the tenant does not tell.
    pub async fn groups(&self) -> Result<Vec<Group>, Fault> {
        // What somebody is to choose from is read anew: a group that was removed a moment ago is not offered again.
        Ok(self.surroundings_anew().await?.groups.to_vec())
    }

    /// Plans the removal of a group; nothing is changed. That a plan was made is written down. What the members lose is
    /// told where the directory knows the tenant's grants.
    ///
    /// # Errors
    /// When the group cannot be read whole, or the plan cannot be recorded.
    pub async fn plan_remove_group(&self, group: &GroupId) -> Result<Plan, Fault> {
        let tenant = self.tenant()?;
        let image = read_group(&tenant.client, group, self.now()).await?;
        let organization = self.surroundings().await?.organization;
        let losses = match tenant.directory.image() {
            Some(known) => told(known, &image).await,
            None => None,
        };
        let recipe = self.recipe(None)?;
        let mut limits = self.limits.clone();
        limits.protected.extend(recipe.protect.groups.iter().cloned());
        let request = Request {
            organization: &organization,
            losses: losses.as_ref(),
            limits: &limits,
            by: self.members_by,
            ticket_required: recipe.ticket_required,
        };
        let plan = plan(image, &request, pace(&tenant.client), self.now());
        self.engine.planned(&plan, self.operator.clone()).await.map_err(|e| store_fault(&e))?;
        Ok(plan)
    }
}

/// What the members lose; none when the directory does not know the group.
async fn told(known: Arc<Image>, image: &GroupImage) -> Option<Losses> {
    let of = image.clone();
    let told = tokio::task::spawn_blocking(move || {
        let (index, _) = known.access()?;
        losses(index, &of, &known.snapshot().groups).ok()
    });
    told.await.ok().flatten()
}
