#!/usr/bin/env bash
# A campaign as a Slurm array, a task a shard, then the merge: sbatch ci/fleet/slurm.sh DIR, from the repository, with
# DIR on a file system that all nodes share; afterwards ci/merge.sh DIR DIR/merged. docs/running_in_ci.md
#
# Exit code 1 is a finding, 5 a failure of the harness: do not requeue on them. A task that was preempted is requeued by
# Slurm and goes on where it was.
#SBATCH --job-name=relapse
#SBATCH --array=1-8
#SBATCH --cpus-per-task=1
#SBATCH --mem=2G
#SBATCH --time=01:00:00
#SBATCH --signal=TERM@120
#SBATCH --requeue
set -euo pipefail

folder=${1:?usage: sbatch ci/fleet/slurm.sh DIR}
# Slurm runs a copy of this script from its spool; the repository is where sbatch was called.
exec srun "${SLURM_SUBMIT_DIR:-.}/ci/campaign.sh" 40m "$folder/shard-$SLURM_ARRAY_TASK_ID"
