#include "anqa/http/internal/handover.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "anqa/base/log.hpp"

namespace anqa::http::detail {
namespace {

/// How long the old process may take to answer.
constexpr timeval patience{.tv_sec = 5, .tv_usec = 0};
constexpr char serves = '1';

/// Room for one descriptor, aligned as the kernel wants it.
union DescriptorRoom {
  cmsghdr header;
  std::array<char, CMSG_SPACE(sizeof(int))> bytes;
};

int connect_to(const std::string& path) {
  sockaddr_un address{};
  if (path.size() >= sizeof address.sun_path) return -1;
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  ::close(fd);
  return -1;
}

bool send_descriptor(int over, int descriptor) {
  char byte = 0;
  iovec data{&byte, 1};
  DescriptorRoom room{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = &room;
  message.msg_controllen = sizeof room;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  return ::sendmsg(over, &message, MSG_NOSIGNAL) == 1;
}

int receive_descriptor(int over) {
  char byte = 0;
  iovec data{&byte, 1};
  DescriptorRoom room{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = &room;
  message.msg_controllen = sizeof room;
  if (::recvmsg(over, &message, MSG_CMSG_CLOEXEC) != 1) return -1;
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (!header || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) return -1;
  int descriptor = -1;
  std::memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
  return descriptor;
}

/// Whoever gets the socket gets the users' requests: only the same user may.
bool is_same_user(int over) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(over, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

}  // namespace

TcpListener Handover::take(const std::string& path) {
  const int over = connect_to(path);
  if (over < 0) return {};
  predecessor_ = TcpStream::adopt(over);
  ::fcntl(over, F_SETFL, ::fcntl(over, F_GETFL) & ~O_NONBLOCK);  // it answers at once, or never
  const int descriptor = receive_descriptor(over);
  if (descriptor < 0) {
    predecessor_.close();
    log_warning("http: the process that waits at " + path + " did not hand its listening socket over");
    return {};
  }
  return TcpListener::adopt(descriptor);
}

void Handover::ready() {
  if (!predecessor_) return;
  predecessor_.write({&serves, 1});
  predecessor_.close();
}

void Handover::offer(const std::string& path) {
  auto waiting = TcpListener::listen({.address = "unix:" + path});
  if (!waiting) throw std::runtime_error("http: hand-over: " + waiting.error().message);
  ::chmod(path.c_str(), S_IRUSR | S_IWUSR);
  waiting_ = std::move(*waiting);
  waiting_.arm();
}

bool Handover::is_mine(const SocketEvent& event) const {
  return (waiting_ && event.socket == waiting_.id()) || (successor_ && event.socket == successor_.id());
}

bool Handover::handle(const SocketEvent& event, const TcpListener& listener) {
  if (waiting_ && event.socket == waiting_.id()) {
    welcome(listener);
    return false;
  }
  char byte = 0;
  const IoResult got = successor_.read(&byte, 1);
  if (got.status == IoResult::Status::done && byte == serves) return true;
  if (got.status == IoResult::Status::would_block) {
    successor_.arm_readable();
  } else {
    log_warning("http: a process took the listening socket and ended before it served; this one goes on");
    successor_.close();
  }
  return false;
}

void Handover::welcome(const TcpListener& listener) {
  TcpListener::Accepted accepted = waiting_.accept();
  waiting_.arm();
  if (!accepted.stream) return;
  const int over = accepted.stream.descriptor();
  if (!is_same_user(over)) return log_warning("http: another user's process asked for the listening socket");
  if (!send_descriptor(over, listener.descriptor())) return;
  successor_ = std::move(accepted.stream);
  successor_.arm_readable();
}

void Handover::close() {
  waiting_.close();
  successor_.close();
}

}  // namespace anqa::http::detail
