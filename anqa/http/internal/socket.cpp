#include "anqa/http/internal/socket.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <cerrno>
#include <stdexcept>
#include <utility>

#include "anqa/runtime/process.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa::http::detail {
namespace {

namespace asio = boost::asio;
using Executor = asio::io_context::executor_type;
using AsioSocket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

asio::io_context& this_io_context() {
  auto* context = static_cast<asio::io_context*>(System::current().scheduler().io_context());
  if (!context) throw std::runtime_error("http: the scheduler of this system has no sockets");
  return *context;
}

PeerAddress to_peer(const sockaddr_storage& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
    return {text, ntohs(v4.sin_port)};
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
  if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
    inet_ntop(AF_INET, v6.sin6_addr.s6_addr + 12, text, sizeof text);
  } else {
    inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
  }
  return {text, ntohs(v6.sin6_port)};
}

}  // namespace

struct Socket::Impl {
  explicit Impl(int fd) : socket(this_io_context()) { socket.assign(asio::ip::tcp::v4(), fd); }
  AsioSocket socket;
};

Socket::Socket(int fd) : impl_(std::make_unique<Impl>(fd)) {}

Socket::~Socket() {
  boost::system::error_code ignored;
  impl_->socket.close(ignored);
}

void Socket::notify_readable() {
  impl_->socket.async_wait(AsioSocket::wait_read, [pid = self()](boost::system::error_code error) {
    if (error != asio::error::operation_aborted) send(pid, Readable{});
  });
}

void Socket::notify_writable() {
  impl_->socket.async_wait(AsioSocket::wait_write, [pid = self()](boost::system::error_code error) {
    if (error != asio::error::operation_aborted) send(pid, Writable{});
  });
}

void Socket::WritableAwaiter::await_suspend(std::coroutine_handle<> handle) {
  wait(handle, limit_);
  socket_.impl_->socket.async_wait(AsioSocket::wait_write,
                                   [promise = promise()](boost::system::error_code error) mutable {
                                     if (error != asio::error::operation_aborted)
                                       promise.set_value(anqa::detail::Nothing{});
                                   });
}

std::int64_t Socket::read(char* to, std::size_t size) {
  while (true) {
    const ssize_t got = ::recv(impl_->socket.native_handle(), to, size, 0);
    if (got >= 0) return got;
    if (errno != EINTR) return errno == EWOULDBLOCK ? -EAGAIN : -errno;
  }
}

std::int64_t Socket::write(const iovec* entries, std::size_t count) {
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(entries);
  message.msg_iovlen = count;
  while (true) {
    const ssize_t written = ::sendmsg(impl_->socket.native_handle(), &message, MSG_NOSIGNAL);
    if (written >= 0) return written;
    if (errno != EINTR) return errno == EWOULDBLOCK ? -EAGAIN : -errno;
  }
}

void Socket::shutdown_write() { ::shutdown(impl_->socket.native_handle(), SHUT_WR); }

struct Listener::Impl {
  explicit Impl(asio::io_context& context) : acceptor(context) {}
  asio::basic_socket_acceptor<asio::ip::tcp, Executor> acceptor;
};

Listener::Listener(const std::string& ip, std::uint16_t port, int backlog)
    : impl_(std::make_unique<Impl>(this_io_context())) {
  try {
    const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(ip), port);
    impl_->acceptor.open(endpoint.protocol());
    impl_->acceptor.set_option(asio::socket_base::reuse_address(true));
    impl_->acceptor.bind(endpoint);
    impl_->acceptor.listen(backlog);
    impl_->acceptor.native_non_blocking(true);
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("http: cannot listen on " + ip + " port " + std::to_string(port) + ": " +
                             error.code().message());
  }
}

Listener::~Listener() = default;

std::uint16_t Listener::port() const { return impl_->acceptor.local_endpoint().port(); }

void Listener::notify_acceptable() {
  impl_->acceptor.async_wait(asio::socket_base::wait_read, [pid = self()](boost::system::error_code error) {
    if (error != asio::error::operation_aborted) send(pid, Acceptable{});
  });
}

Listener::Accepted Listener::accept() {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  const int fd = ::accept4(impl_->acceptor.native_handle(), reinterpret_cast<sockaddr*>(&address), &size,
                           SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return {.fd = -1, .error = errno == EWOULDBLOCK ? EAGAIN : errno, .peer = {}};
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return {.fd = fd, .error = 0, .peer = to_peer(address)};
}

}  // namespace anqa::http::detail
