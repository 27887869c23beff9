// ServerProcess: the built-in PostgreSQL of a developer's folder: its data directory, its pid file,
// its start and stop (spec/migration-recovery.md sections 1.2 and 4.2, L34 to L36, S21 to S23).
#ifndef ORCHESTRATION_PORTS_SERVER_PROCESS_H_
#define ORCHESTRATION_PORTS_SERVER_PROCESS_H_

#include "harness/core/fields.h"
#include "harness/effect/port.h"

namespace relapse::migrations {

/// The server did not start; the message holds its last lines.
inline constexpr ErrorKind kStartFailed{"start_failed", false, true};
/// Somebody took the port between choosing it and listening on it (S21).
inline constexpr ErrorKind kPortTaken{"port_taken", false, true};

inline constexpr const ErrorKind* kServerProcessErrors[] = {&kNotFound, &kStartFailed, &kPortTaken,
                                                            &kPermission, &kTimeout};
inline constexpr PortSpec kServerProcessPort{.name = "server_process",
                                             .error_kinds = kServerProcessErrors};

/// What lies where the data should be.
enum class DataFolder : std::uint8_t {
  kAbsent,      ///< ENOENT: a fresh developer
  kPresent,     ///< with a PG_VERSION that could be read
  kHalf,        ///< without one: a deletion or an initdb was interrupted
  kUnreadable,  ///< nothing is known of it
};
std::string_view EnumName(DataFolder folder);
void EnumFromName(std::string_view name, DataFolder& folder);

/// Who the pid file speaks of.
enum class Postmaster : std::uint8_t {
  kNone,     ///< no pid file, or one whose process is gone (ESRCH)
  kAlive,    ///< a postmaster of this very data directory
  kForeign,  ///< the pid belongs to another program now (S23)
  kUnknown,  ///< EPERM, an empty or unreadable file: treated as alive (SAF-12)
};
std::string_view EnumName(Postmaster postmaster);
void EnumFromName(std::string_view name, Postmaster& postmaster);

struct DataFolderStatus {
  DataFolder folder = DataFolder::kAbsent;
  int major = 0;  ///< of PG_VERSION
  Postmaster postmaster = Postmaster::kNone;
  std::int64_t pid = 0;
  int port = 0;  ///< line 4 of postmaster.pid

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("folder", self.folder, field::kPlain);
    visit("major", self.major, field::kPlain);
    visit("postmaster", self.postmaster, field::kPlain);
    visit("pid", self.pid, field::kPlain);
    visit("port", self.port, field::kPlain);
  }
};

/// Reads, and changes nothing.
struct InspectDataFolder {
  using Reply = DataFolderStatus;
  static constexpr EffectSpec kEffect{.name = "inspect_data_folder", .port = &kServerProcessPort};
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self&, Visitor&&) {}
};

/// Starts a postmaster on the data directory; answers its port. `port` 0: any free one.
struct StartServer {
  using Reply = int;
  static constexpr EffectSpec kEffect{
      .name = "start_server", .port = &kServerProcessPort, .mutates = true};
  int port = 0;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("port", self.port, field::kPlain);
  }
};

/// Stops the postmaster (fast), and waits for it to be gone.
struct StopServer {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "stop_server", .port = &kServerProcessPort, .mutates = true};
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self&, Visitor&&) {}
};

/// Removes a pid file whose process is gone; refused (kPermission) otherwise.
struct RemoveStalePidFile {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "remove_stale_pid_file", .port = &kServerProcessPort, .mutates = true};
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self&, Visitor&&) {}
};

/// Renames the whole data directory, so that what is deleted later is never half there (CA1).
struct SetDataFolderAside {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "set_data_folder_aside", .port = &kServerProcessPort, .mutates = true};
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self&, Visitor&&) {}
};

/// Deletes what was set aside, as often as it takes.
struct DeleteSetAside {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "delete_set_aside", .port = &kServerProcessPort, .mutates = true};
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self&, Visitor&&) {}
};

class ServerProcess : public PortOf<InspectDataFolder, StartServer, StopServer, RemoveStalePidFile,
                                    SetDataFolderAside, DeleteSetAside> {};

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_PORTS_SERVER_PROCESS_H_
