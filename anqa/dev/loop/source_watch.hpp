#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "anqa/runtime/net/socket_event.hpp"
#include "anqa/runtime/net/tcp.hpp"

namespace anqa::dev {

/// Tells a process which files under some folders have changed (inotify). Folders that come to be are watched
/// from then on; hidden ones, node_modules and those of builds (with a CMakeCache.txt) are not.
class SourceWatch {
 public:
  struct Options {
    std::vector<std::filesystem::path> folders = {};
    /// How the names of files that matter end; empty: all.
    std::vector<std::string> endings = {};
  };

  /// In a process, which owns it. Throws std::runtime_error where the system does not allow it, and
  /// std::filesystem::filesystem_error for a folder that is not there.
  explicit SourceWatch(Options options);

  /// The calling process gets a SocketEvent when something has changed.
  void arm();
  bool is_mine(const SocketEvent& event) const { return event.socket == events_.id(); }
  /// What has changed since: written, renamed, removed.
  std::vector<std::filesystem::path> changed();

 private:
  void watch_tree(const std::filesystem::path& folder);
  void add_files(const std::filesystem::path& folder, std::vector<std::filesystem::path>& to) const;
  bool matters(const std::filesystem::path& file) const;

  Options options_;
  TcpListener events_;  // of which nothing is used but the waiting
  std::unordered_map<int, std::filesystem::path> watched_;
};

}  // namespace anqa::dev
