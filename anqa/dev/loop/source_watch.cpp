#include "anqa/dev/loop/source_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace anqa::dev {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t interest =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ONLYDIR | IN_EXCL_UNLINK;

bool is_watched(const fs::path& folder) {
  const std::string name = folder.filename().string();
  return !name.starts_with('.') && name != "node_modules" && !fs::exists(folder / "CMakeCache.txt");
}

}  // namespace

SourceWatch::SourceWatch(Options options) : options_(std::move(options)) {
  const int fd = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (fd < 0) throw std::runtime_error(std::string("cannot watch files: ") + std::strerror(errno));
  events_ = TcpListener::adopt(fd);
  for (const fs::path& folder : options_.folders) watch_tree(fs::canonical(folder));
}

void SourceWatch::arm() { events_.arm(); }

void SourceWatch::watch_tree(const fs::path& folder) {
  const int watch = ::inotify_add_watch(events_.descriptor(), folder.c_str(), interest);
  if (watch < 0) {
    // Gone again, or not for us.
    if (errno == ENOENT || errno == EACCES || errno == ENOTDIR) return;
    throw std::runtime_error(
        "cannot watch " + folder.string() + ": " +
        (errno == ENOSPC ? "fs.inotify.max_user_watches is too small" : std::strerror(errno)));
  }
  watched_[watch] = folder;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_directory(error) && !entry.is_symlink(error) && is_watched(entry.path()))
      watch_tree(entry.path());
  }
}

bool SourceWatch::matters(const fs::path& file) const {
  const std::string name = file.filename().string();
  if (name.starts_with('.') || name.ends_with('~')) return false;
  return options_.endings.empty() ||
         std::ranges::any_of(options_.endings,
                             [&name](const std::string& ending) { return name.ends_with(ending); });
}

void SourceWatch::add_files(const fs::path& folder, std::vector<fs::path>& to) const {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_directory(error) && !entry.is_symlink(error)) {
      if (is_watched(entry.path())) add_files(entry.path(), to);
    } else if (matters(entry.path())) {
      to.push_back(entry.path());
    }
  }
}

std::vector<fs::path> SourceWatch::changed() {
  std::vector<fs::path> files;
  alignas(inotify_event) std::array<char, 16384> buffer;
  for (ssize_t got = 0; (got = ::read(events_.descriptor(), buffer.data(), buffer.size())) > 0;) {
    for (const char* at = buffer.data(); at < buffer.data() + got;) {
      const auto* event = reinterpret_cast<const inotify_event*>(at);
      at += sizeof(inotify_event) + event->len;
      if ((event->mask & IN_Q_OVERFLOW) != 0) {  // too much to tell: whatever there is may have changed
        for (const fs::path& folder : options_.folders) add_files(folder, files);
        continue;
      }
      if ((event->mask & IN_IGNORED) != 0) {
        watched_.erase(event->wd);
        continue;
      }
      const auto folder = watched_.find(event->wd);
      if (folder == watched_.end() || event->len == 0) continue;
      const fs::path path = folder->second / event->name;
      if ((event->mask & IN_ISDIR) != 0) {
        if ((event->mask & (IN_CREATE | IN_MOVED_TO)) == 0 || !is_watched(path)) continue;
        watch_tree(path);
        add_files(path, files);
      } else if ((event->mask & IN_CREATE) == 0 && matters(path)) {  // a file that is written is closed, too
        files.push_back(path);
      }
    }
  }
  std::ranges::sort(files);
  const auto twice = std::ranges::unique(files);
  files.erase(twice.begin(), twice.end());
  return files;
}

}  // namespace anqa::dev
