#include "scenarios/migrations/machine_crashes.h"

#include <array>
#include <utility>

#include "fakes/files/file_system_state.h"
#include "fakes/files/server_process_state.h"

namespace relapse::migrations {

namespace {

constexpr std::size_t kMostFates = 12;
constexpr std::array<std::string_view, kMostFates> kNames{
    "power_cut_1", "power_cut_2", "power_cut_3", "power_cut_4",  "power_cut_5",  "power_cut_6",
    "power_cut_7", "power_cut_8", "power_cut_9", "power_cut_10", "power_cut_11", "power_cut_12"};

/// A server on the machine itself goes down with it; any other is on another one.
void EndPostmaster(World& world) {
  if (world.Has<ServerProcessState>()) PostmasterDies(world);
}

/// Fate 0 keeps everything: a crash of the processes alone.
template <int fate>
constexpr Disturbance PowerCut() {
  return {.name = kNames[static_cast<std::size_t>(fate) - 1],
          .summary =
              "the machine goes down: of what was not synced, some is lost or torn (fate by "
              "number)",
          .possible = [](const World& world) { return FatesOfPowerCut(world) > fate; },
          .happen =
              [](World& world) {
                ApplyFate(world, fate);
                EndPostmaster(world);
              }};
}

/// Nothing was on its way to the disk.
constexpr Disturbance kReboot{
    .name = "reboot",
    .summary = "the machine goes down with all files on disk: the built-in server dies with it",
    .possible =
        [](const World& world) {
          return world.Has<ServerProcessState>() &&
                 world.Get<ServerProcessState>().pid_file == PidFileState::kAlive;
        },
    .happen = EndPostmaster};

template <int... fates>
constexpr std::array<Disturbance, sizeof...(fates)> AllCuts(std::integer_sequence<int, fates...>) {
  return {PowerCut<fates + 1>()...};
}
constexpr auto kCuts = AllCuts(std::make_integer_sequence<int, static_cast<int>(kMostFates)>{});

template <std::size_t... places>
constexpr std::array<const Disturbance*, sizeof...(places) + 1> Pointers(
    std::index_sequence<places...>) {
  return {&kCuts[places]..., &kReboot};
}
constexpr auto kPointers = Pointers(std::make_index_sequence<kMostFates>{});

}  // namespace

std::span<const Disturbance* const> MachineCrashes() { return kPointers; }

}  // namespace relapse::migrations
