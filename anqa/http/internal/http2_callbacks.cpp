#include "anqa/http/internal/http2_callbacks.hpp"

#include <memory>
#include <new>
#include <string_view>

#include "anqa/http/internal/http2_connection.hpp"

namespace anqa::http::detail {
namespace {

std::string_view text(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

/// Runs what must not throw through C.
template <class F>
int guarded(F&& run) {
  try {
    run();
    return 0;
  } catch (...) {
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  }
}

void check(int outcome) {
  if (outcome == NGHTTP2_ERR_NOMEM) throw std::bad_alloc();
}

}  // namespace

struct Http2Callbacks {
  static Http2Connection& of(void* user) { return *static_cast<Http2Connection*>(user); }

  static int begin_headers(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    if (frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
    return guarded([&] { of(user).begin_stream(frame->hd.stream_id); });
  }

  static int header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                    std::size_t name_size, const std::uint8_t* value, std::size_t value_size, std::uint8_t,
                    void* user) {
    if (frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;  // trailers
    return guarded([&] {
      Http2Connection& connection = of(user);
      if (Http2Stream* stream = connection.find(frame->hd.stream_id))
        stream->add_header(text(name, name_size), text(value, value_size), connection.settings_->limits);
    });
  }

  static int data_chunk(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* bytes,
                        std::size_t size, void* user) {
    return guarded([&] {
      Http2Connection& connection = of(user);
      if (Http2Stream* stream = connection.find(id)) {
        connection.data_came(*stream, text(bytes, size));
      } else {
        nghttp2_session_consume_connection(connection.session_.get(), size);
      }
    });
  }

  static int frame_recv(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    return guarded([&] { of(user).frame_came(*frame); });
  }

  static int invalid_frame(nghttp2_session*, const nghttp2_frame* frame, int error, void* user) {
    return guarded([&] { of(user).invalid_frame_came(*frame, error); });
  }

  static int frame_send(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    return guarded([&] { of(user).frame_sent(*frame); });
  }

  static int stream_close(nghttp2_session*, std::int32_t id, std::uint32_t, void* user) {
    return guarded([&] {
      Http2Connection& connection = of(user);
      if (Http2Stream* stream = connection.find(id)) connection.closed(*stream);
    });
  }

  static ssize_t read_body(nghttp2_session*, std::int32_t id, std::uint8_t* buffer, std::size_t size,
                           std::uint32_t* flags, nghttp2_data_source*, void* user) {
    try {
      Http2Connection& connection = of(user);
      Http2Stream* const stream = connection.find(id);
      if (!stream) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
      return connection.take_body(*stream, reinterpret_cast<char*>(buffer), size, *flags);
    } catch (...) {
      return NGHTTP2_ERR_CALLBACK_FAILURE;
    }
  }
};

nghttp2_session* make_http2_session(Http2Connection& connection, const Limits& limits) {
  nghttp2_session_callbacks* made = nullptr;
  check(nghttp2_session_callbacks_new(&made));
  const std::unique_ptr<nghttp2_session_callbacks, decltype(&nghttp2_session_callbacks_del)> callbacks(
      made, &nghttp2_session_callbacks_del);
  nghttp2_session_callbacks_set_on_begin_headers_callback(made, Http2Callbacks::begin_headers);
  nghttp2_session_callbacks_set_on_header_callback(made, Http2Callbacks::header);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(made, Http2Callbacks::data_chunk);
  nghttp2_session_callbacks_set_on_frame_recv_callback(made, Http2Callbacks::frame_recv);
  nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(made, Http2Callbacks::invalid_frame);
  nghttp2_session_callbacks_set_on_frame_send_callback(made, Http2Callbacks::frame_send);
  nghttp2_session_callbacks_set_on_stream_close_callback(made, Http2Callbacks::stream_close);

  nghttp2_option* given = nullptr;
  check(nghttp2_option_new(&given));
  const std::unique_ptr<nghttp2_option, decltype(&nghttp2_option_del)> options(given, &nghttp2_option_del);
  nghttp2_option_set_no_auto_window_update(given, 1);  // what nobody has read holds its sender back
  nghttp2_option_set_no_closed_streams(given, 1);
  nghttp2_option_set_max_outbound_ack(given, limits.http2_overhead_frames);

  nghttp2_session* session = nullptr;
  check(nghttp2_session_server_new2(&session, made, &connection, given));
  return session;
}

nghttp2_data_provider http2_body_provider() {
  nghttp2_data_provider provider{};
  provider.read_callback = Http2Callbacks::read_body;
  return provider;
}

}  // namespace anqa::http::detail
